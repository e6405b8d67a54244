import Testing
@Test func placeholderAWSKMSTests() {}
