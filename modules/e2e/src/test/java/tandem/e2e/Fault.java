package tandem.e2e;

/** What befalls the owner of an address. */
enum Fault {
    /** SIGKILL of the JVM, or of keepalived and HAProxy; the host lives on. */
    KILL("killed"),
    /** SIGSTOP of all processes of its host, and SIGCONT later. */
    FREEZE("frozen"),
    /** Its port taken off the bridge while its own link stays up, and put back later. */
    CUT("cut at the switch"),
    /** Its port off and every process killed at once. */
    POWER_OFF("powered off"),
    /** No fault: an operator moves the address. */
    HAND_OVER("planned switchover");

    final String word;

    Fault(String word) {
        this.word = word;
    }

    /** Makes the command that brings it about, so that nothing needs to be looked up in between. */
    Runnable readied(Contender contender, String owner) {
        Net net = contender.stage().net;
        return switch (this) {
            case KILL -> contender.readiedKill(owner);
            case FREEZE -> net.readied(owner, "STOP");
            case CUT -> () -> net.cut(owner);
            case POWER_OFF -> {
                Runnable kill = net.readied(owner, "KILL");
                yield () -> {
                    net.cut(owner);
                    kill.run();
                };
            }
            case HAND_OVER -> contender.readiedHandOver(owner);
        };
    }

    /** Ends what goes on by itself: a frozen node runs again, a cut one is connected. A dead one stays dead. */
    void end(Contender contender, String owner) {
        switch (this) {
            case FREEZE -> contender.thaw(owner);
            case CUT -> contender.stage().net.mend(owner);
            case KILL, POWER_OFF, HAND_OVER -> {
                // Nothing goes on.
            }
        }
    }

    /** Makes a candidate of the former owner again. */
    void repair(Contender contender, String owner) {
        if (this == POWER_OFF) {
            contender.stage().wipe(owner);
            contender.stage().net.mend(owner);
        }
        contender.restore(owner);
    }
}
