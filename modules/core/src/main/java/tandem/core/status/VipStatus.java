package tandem.core.status;

/**
 * A virtual address as the reporting node sees it.
 *
 * @param address without prefix length
 * @param provider netlink or bind
 * @param device the interface; empty for bind
 * @param holder the node that holds it; empty if none is known
 * @param note what protects it and what last happened to it, as a sentence
 */
public record VipStatus(String address, String provider, String device, String holder, String note) {}
