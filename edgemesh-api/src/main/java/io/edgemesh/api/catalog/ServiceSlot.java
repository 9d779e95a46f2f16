package io.edgemesh.api.catalog;

import io.edgemesh.api.model.ServiceEntry;
import io.edgemesh.api.model.ServiceName;
import org.jspecify.annotations.Nullable;

/** The place of one service, shared by all indexes: an update is one volatile write that all of them see at once. */
final class ServiceSlot {
    final ServiceName name;
    volatile @Nullable ServiceEntry entry; // null once the service is removed; a slot is never used again after that

    ServiceSlot(ServiceName name) {
        this.name = name;
    }
}
