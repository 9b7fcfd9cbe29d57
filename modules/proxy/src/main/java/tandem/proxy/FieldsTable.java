package tandem.proxy;

import java.nio.charset.StandardCharsets;
import tandem.core.rule.FieldTable;
import tandem.proxy.http.Field;
import tandem.proxy.http.Fields;

/** A message's fields as rules change them; what frames a message or concerns one connection is never added. One I/O thread. */
record FieldsTable(Fields fields) implements FieldTable {
    @Override
    public int count() {
        return fields.count();
    }

    @Override
    public String name(int index) {
        return fields.name(index);
    }

    @Override
    public String value(int index) {
        return fields.value(index);
    }

    @Override
    public boolean gone(int index) {
        return fields.dropped(index);
    }

    @Override
    public void replace(int index, String value) {
        fields.replace(index, clean(value));
    }

    @Override
    public void remove(int index) {
        fields.drop(index);
    }

    @Override
    public void add(String name, String value) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        if (!Field.of(bytes, 0, bytes.length).hopByHop()) {
            fields.add(name, clean(value));
        }
    }

    /** A value never ends its line, wherever it came from; a character that is no byte could become one that does. */
    private static String clean(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                return value.replaceAll("[^\\t\\x20-\\x7e\\x80-\\xff]", " ");
            }
        }
        return value;
    }
}
