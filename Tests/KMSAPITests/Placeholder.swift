import Testing
@Test func placeholderKMSAPITests() {}
