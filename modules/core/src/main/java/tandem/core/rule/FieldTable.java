package tandem.core.rule;

/** The header fields of a message while rules change them; names without regard to case. */
public interface FieldTable {
    int count();

    String name(int index);

    String value(int index);

    /** Whether the field at this place is gone; it then counts for nothing. */
    boolean gone(int index);

    void replace(int index, String value);

    void remove(int index);

    void add(String name, String value);

    /** The first field of this name from a place on, or -1. */
    default int find(String name, int from) {
        for (int i = from; i < count(); i++) {
            if (!gone(i) && name(i).equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Takes every field of this name away. */
    default void removeAll(String name) {
        for (int i = find(name, 0); i >= 0; i = find(name, i + 1)) {
            remove(i);
        }
    }
}
