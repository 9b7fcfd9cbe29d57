package tandem.failover.votes;

/** Why a datagram was not accepted; the word is the metric's label, the sentence ends a line of the log. */
enum Drop {
    SENDER("sender", "no voter has this address; see cluster.nodes and cluster.witnesses"),
    VERSION("version", "its format is of another version; run the same version of Tandem on every node"),
    MALFORMED("malformed", "it is cut short, too long or not of this format"),
    CLUSTER("cluster", "it is of another cluster; two installations use the same addresses and port"),
    NAMES("names", "it is not from the voter of this address to this one; compare cluster.nodes on both"),
    SIGNATURE("signature", "its signature is not by this cluster's secret; compare secret-file on both"),
    LIFE("life", "it is of another life of one of the two voters"),
    REPLAY("replay", "it has come in before; the network repeats datagrams, or somebody does"),
    LINE("line", "its text is no release of a voter of this cluster"),
    RATE("rate", "too many releases in clear text");

    private final String word;
    private final String sentence;

    Drop(String word, String sentence) {
        this.word = word;
        this.sentence = sentence;
    }

    String word() {
        return word;
    }

    String sentence() {
        return sentence;
    }
}
