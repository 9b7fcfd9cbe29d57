package tandem.core.status;

/**
 * One thing that a node needs in order to take the virtual addresses well.
 *
 * @param name one word: configuration, sharing, members, addresses, descriptors or warm
 * @param ok whether it is as it should be
 * @param sentence what was found
 */
public record ReadinessCheck(String name, boolean ok, String sentence) {}
