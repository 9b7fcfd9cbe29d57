package tandem.core.status;

/**
 * A virtual address as the reporting node sees it.
 *
 * @param address without prefix length
 * @param provider netlink or bind
 * @param device the interface; empty for bind
 * @param holder the node that holds it; empty if none is known
 * @param group the addresses that it moves with
 * @param note what protects it and what last happened to it, as a sentence
 * @param wire why it seems that somebody else answers for it, or nobody, as a sentence; empty if nothing speaks for that
 */
public record VipStatus(
        String address, String provider, String device, String holder, String group, String note, String wire) {
    /** One that nothing is known of from outside. */
    public VipStatus(String address, String provider, String device, String holder, String group, String note) {
        this(address, provider, device, holder, group, note, "");
    }

    /** The same with what was seen from outside. */
    public VipStatus seen(String sentence) {
        return new VipStatus(address, provider, device, holder, group, note, sentence);
    }
}
