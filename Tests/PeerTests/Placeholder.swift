import Testing
@Test func placeholderPeerTests() {}
