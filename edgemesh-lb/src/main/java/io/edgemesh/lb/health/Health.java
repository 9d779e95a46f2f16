package io.edgemesh.lb.health;

/**
 * What is known of one endpoint. Immutable.
 *
 * <pre>
 *              failures in a row             its time is over, a pick claims it
 *   InService --------------------> Ejected ------------------------------------> OnTrial
 *       ^                              |  ^                                          |
 *       |          a success           |  |      failure (for longer), cancelled     |
 *       +------------------------------+  +------------------------------------------+
 *       +----------------------------------------------------------------------------+
 * </pre>
 */
sealed interface Health {
    /**
     * Takes connections.
     *
     * @param failures  how many have failed in a row
     * @param ejections how many ejections in a row lie behind it
     * @param since     when it returned from the last
     */
    record InService(int failures, int ejections, long since) implements Health {
        static final InService NEW = new InService(0, 0, 0);

        InService failedOnceMore() {
            return new InService(failures + 1, ejections, since);
        }

        InService succeeded() {
            return failures == 0 ? this : new InService(0, ejections, since);
        }

        /** @param forgetAfter a good time of that many nanoseconds makes earlier ejections forgotten */
        int nextEjection(long now, long forgetAfter) {
            return ejections > 0 && now - since <= forgetAfter ? ejections + 1 : 1;
        }
    }

    /**
     * Passed over.
     *
     * @param ejections how many in a row, this one included
     * @param until     when it may be tried again
     */
    record Ejected(int ejections, long until) implements Health {
        boolean isOver(long now) {
            return now - until >= 0;
        }

        OnTrial onTrial() {
            return new OnTrial(ejections);
        }

        InService returned(long now) {
            return new InService(0, ejections, now);
        }
    }

    /** One connection tries it; for all others it is still passed over. */
    record OnTrial(int ejections) implements Health {
        InService returned(long now) {
            return new InService(0, ejections, now);
        }

        Ejected cancelled(long now) {
            return new Ejected(ejections, now);
        }
    }
}
