package io.edgemesh.bundle.demo;

/** One thing to try in a running cluster. */
interface Step {
    /** Returns a word for it. */
    String name();

    /** Returns what it shows, in the words of a user. */
    String shows();

    /**
     * Tries it.
     *
     * @throws Exception if it did not go as it shows; the message says what happened instead
     */
    Outcome run(DemoCluster cluster) throws Exception;
}
