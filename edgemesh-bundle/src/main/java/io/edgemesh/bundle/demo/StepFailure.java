package io.edgemesh.bundle.demo;

/** A step saw something else than it should have. */
final class StepFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepFailure(String message) {
        super(message);
    }
}
