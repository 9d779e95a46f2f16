package io.edgemesh.api.metadata;

/**
 * Learns of services and tells the mesh, until closed.
 *
 * <p>One a mesh, created and closed by it. <b>Threads:</b> pushes into its sink from one thread at a time; neither
 * {@link #start} nor {@link #close} is called from an event loop. <b>After close:</b> once {@link #close} has returned,
 * the sink is never called again.
 */
public interface MetadataSource extends AutoCloseable {
    /**
     * Begins to push. Returns soon: what is far away or unreachable is learnt later and retried by the source itself.
     * Called once.
     *
     * @throws io.edgemesh.api.config.ConfigurationException if what the settings name can never work, such as a folder
     *     that does not exist
     */
    void start(MetadataSink sink);

    @Override
    void close();
}
