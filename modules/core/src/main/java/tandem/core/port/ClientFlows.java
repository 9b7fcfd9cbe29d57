package tandem.core.port;

/**
 * The clients' connections to the virtual addresses, as they end after the addresses have moved. Implemented by proxy. One thread
 * at a time.
 */
public interface ClientFlows {
    /** Of a node without a data plane. */
    ClientFlows NONE = new ClientFlows() {
        @Override
        public int finish() {
            return 0;
        }

        @Override
        public int left() {
            return 0;
        }

        @Override
        public int seen() {
            return 0;
        }

        @Override
        public int cut() {
            return 0;
        }

        @Override
        public void resume() {
            // Deliberate: there is nothing to resume.
        }
    };

    /**
     * From now on every response to a client of a virtual address is the last on its connection; downloads, uploads and tunnels go
     * on until they end.
     *
     * @return how many connections there are
     */
    int finish();

    /** How many connections to virtual addresses there are. */
    int left();

    /** How many there have been since {@link #finish}, those that have ended included. */
    int seen();

    /**
     * Closes what is left.
     *
     * @return how many of those carried something, so that closing broke it
     */
    int cut();

    /** Connections may be used on. */
    void resume();
}
