package tandem.core.rule;

import java.util.ArrayList;
import java.util.List;

/** A table of fields on its own: those that hold also for this node's answers (Header always). One thread. */
public final class FieldList implements FieldTable {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public String name(int index) {
        return names.get(index);
    }

    @Override
    public String value(int index) {
        return values.get(index);
    }

    @Override
    public boolean gone(int index) {
        return names.get(index).isEmpty();
    }

    @Override
    public void replace(int index, String value) {
        values.set(index, value);
    }

    @Override
    public void remove(int index) {
        names.set(index, "");
    }

    @Override
    public void add(String name, String value) {
        names.add(name);
        values.add(value);
    }
}
