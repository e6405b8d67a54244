import Testing
@Test func placeholderJWTKMSTests() {}
