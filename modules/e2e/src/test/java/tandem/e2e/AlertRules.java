package tandem.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules that are delivered.
 *
 * @param alerts in the file's order
 * @param records expressions by the name that they are recorded as
 */
record AlertRules(List<Alert> alerts, Map<String, String> records) {

    /** An alert; its texts are templates. */
    record Alert(String name, String expression, Map<?, ?> labels, Map<?, ?> annotations) {}

    static AlertRules read() {
        AlertRules rules = new AlertRules(new ArrayList<>(), new java.util.LinkedHashMap<>());
        Map<?, ?> file = (Map<?, ?>) new Load(LoadSettings.builder().build())
                .loadFromString(Distribution.read(Distribution.file("deploy/prometheus/rules/tandem.rules.yml")));
        for (Object group : (List<?>) file.get("groups")) {
            for (Object each : (List<?>) ((Map<?, ?>) group).get("rules")) {
                rules.add((Map<?, ?>) each);
            }
        }
        return rules;
    }

    private void add(Map<?, ?> rule) {
        String expression = String.valueOf(rule.get("expr"));
        if (rule.get("record") != null) {
            records.put(String.valueOf(rule.get("record")), expression);
            return;
        }
        alerts.add(new Alert(String.valueOf(rule.get("alert")), expression, (Map<?, ?>) rule.get("labels"), (Map<?, ?>)
                rule.get("annotations")));
    }
}
