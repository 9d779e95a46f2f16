package io.edgemesh.proxy.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;

/**
 * Netty's epoll handler, but that a channel which wants no events for a while stays registered with the kernel.
 *
 * <p>Netty 4.2.18 takes such a channel out of the epoll set and does not put it in again when it next wants an event:
 * epoll_ctl fails and the channel is closed. That befalls every channel whose peer has ended its output as soon as it is
 * not read, or cannot write at once. Asking for edge-triggered notification and nothing else instead keeps the channel in
 * the set, and a connection that is over is reported once and not for ever, which is what the removal was made for.
 *
 * @see <a href="https://github.com/netty/netty/pull/16689">netty/netty#16689, which brought the removal</a>
 */
final class KeptEpollIoHandler implements IoHandler {
    private final IoHandler epoll;

    private KeptEpollIoHandler(IoHandler epoll) {
        this.epoll = epoll;
    }

    static IoHandlerFactory newFactory() {
        IoHandlerFactory factory = EpollIoHandler.newFactory();
        return executor -> new KeptEpollIoHandler(factory.newHandler(executor));
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return new KeptRegistration(epoll.register(handle));
    }

    private static final class KeptRegistration implements IoRegistration {
        private final IoRegistration registration;
        private volatile boolean added;

        private KeptRegistration(IoRegistration registration) {
            this.registration = registration;
        }

        @Override
        public long submit(IoOps ops) {
            if (!EpollIoOps.NONE.equals(ops)) {
                added = true;
                return registration.submit(ops);
            }
            return registration.submit(added ? EpollIoOps.EPOLLET : ops);
        }

        @Override
        public <T> T attachment() {
            return registration.attachment();
        }

        @Override
        public boolean isValid() {
            return registration.isValid();
        }

        @Override
        public boolean cancel() {
            return registration.cancel();
        }
    }

    @Override
    public void initialize() {
        epoll.initialize();
    }

    @Override
    public int run(IoHandlerContext context) {
        return epoll.run(context);
    }

    @Override
    public void prepareToDestroy() {
        epoll.prepareToDestroy();
    }

    @Override
    public void destroy() {
        epoll.destroy();
    }

    @Override
    public void wakeup() {
        epoll.wakeup();
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> handleType) {
        return epoll.isCompatible(handleType);
    }
}
