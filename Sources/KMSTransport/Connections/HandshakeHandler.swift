// Part of jwt-kms. Copyright 2026 the jwt-kms authors.
// SPDX-License-Identifier: Apache-2.0

#if AWS || RemoteJWKS
import NIOCore
import NIOSSL
import NIOTLS

/// Waits for the TLS handshake and checks whose certificate it was. A connection is given no request before.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let identity: any ReferenceIdentity
    private let promise: EventLoopPromise<Void>

    init(identity: any ReferenceIdentity, loop: any EventLoop) {
        self.identity = identity
        promise = loop.makePromise()
    }

    /// Succeeds when the certificate is that of the host.
    ///
    /// It fails with ``HandshakeFailure``, ``ProxyFailure`` or what the network threw.
    var checked: EventLoopFuture<Void> { promise.futureResult }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(let negotiated) = event {
            do {
                guard negotiated == nil || negotiated == "http/1.1" else { throw HandshakeFailure.noAgreement }
                try check(context.pipeline.syncOperations.nioSSL_peerCertificate())
                promise.succeed()
            } catch {
                promise.fail(error)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func check(_ certificate: NIOSSLCertificate?) throws(HandshakeFailure) {
        guard let certificate else { throw .unknownAuthority }
        guard identity.isNamed(by: certificate) else { throw .otherHost }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        promise.fail(HandshakeFailure.of(error, certificate: Self.certificate(context)) ?? error)
        context.fireErrorCaught(error)
    }

    private static func certificate(_ context: ChannelHandlerContext) -> NIOSSLCertificate? {
        (try? context.pipeline.syncOperations.nioSSL_peerCertificate()) ?? nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HandshakeFailure.closed)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { promise.fail(HandshakeFailure.closed) }

    /// Fails the check, unless it is made.
    func giveUp(_ error: any Error) { promise.fail(error) }
}
#endif
