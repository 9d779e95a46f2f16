package io.edgemesh.api.metadata;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;

/** Holds every call up until it is let go on. */
final class SlowSink implements MetadataSink {
    private final MetadataSink next;
    private final CountDownLatch inCall;
    private final CountDownLatch goOn;

    SlowSink(MetadataSink next, CountDownLatch inCall, CountDownLatch goOn) {
        this.next = next;
        this.inCall = inCall;
        this.goOn = goOn;
    }

    @Override
    public void publish(ServiceEntry entry) {
        hold();
        next.publish(entry);
    }

    @Override
    public void remove(ServiceName name) {
        hold();
        next.remove(name);
    }

    @Override
    public void replaceAll(Collection<ServiceEntry> entries) {
        hold();
        next.replaceAll(entries);
    }

    @Override
    public void synced() {
        hold();
        next.synced();
    }

    @Override
    public void problem(String where, String message) {
        hold();
        next.problem(where, message);
    }

    /** Interrupts do not end it: a sink's call is not the source's to break off. */
    private void hold() {
        inCall.countDown();
        boolean interrupted = false;
        while (goOn.getCount() > 0) {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
