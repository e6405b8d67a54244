import Testing
@Test func placeholderLocalKMSTests() {}
