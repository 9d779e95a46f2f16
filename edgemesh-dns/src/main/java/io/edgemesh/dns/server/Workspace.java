package io.edgemesh.dns.server;

import io.edgemesh.dns.wire.MessageWriter;
import io.edgemesh.dns.wire.Query;

/** What one thread reads queries into and builds answers in, again and again. */
final class Workspace {
    final Query query = new Query();
    final MessageWriter answer = new MessageWriter();
}
