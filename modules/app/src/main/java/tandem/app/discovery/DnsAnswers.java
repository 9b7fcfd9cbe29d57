package tandem.app.discovery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.naming.InvalidNameException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.DirContext;
import javax.naming.directory.InitialDirContext;

/** Asks name servers by the JDK's own client; see ADR 59. Blocks for some seconds at most. */
final class DnsAnswers {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,253}");
    private static final String TIMEOUT_MILLIS = "1000";
    private static final String TRIES = "3";

    private final String servers;

    /** @param servers ADDRESS or ADDRESS:PORT; empty: the machine's */
    DnsAnswers(List<String> servers) {
        this.servers = servers.isEmpty()
                ? "dns:"
                : servers.stream().map(DnsAnswers::url).collect(Collectors.joining(" "));
    }

    private static String url(String server) {
        boolean bare = server.indexOf(':') != server.lastIndexOf(':') && server.indexOf('[') < 0;
        return "dns://" + (bare ? "[" + server + "]" : server);
    }

    /**
     * The records of a name by type, as text; a type without records is missing.
     *
     * @throws NamingException if no server answered, or one said that there is no such name, or it is no name
     */
    // The DNS provider gives texts and makes no objects; a name that is a URL would go to another provider
    @SuppressWarnings("BanJNDI")
    Map<String, List<String>> of(String name, String... types) throws NamingException {
        if (!NAME.matcher(name).matches()) {
            throw new InvalidNameException("'" + name + "' is not a name of the DNS");
        }
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", servers);
        environment.put("com.sun.jndi.dns.timeout.initial", TIMEOUT_MILLIS);
        environment.put("com.sun.jndi.dns.timeout.retries", TRIES);
        DirContext context = new InitialDirContext(environment);
        try {
            // With a dot at its end the name is whole: nothing is added to it.
            String whole = name.endsWith(".") ? name : name + ".";
            Map<String, List<String>> records = new HashMap<>();
            for (String type : types) {
                // One by one: several at once are asked for as ANY, which name servers refuse (RFC 8482).
                Attribute attribute =
                        context.getAttributes(whole, new String[] {type}).get(type);
                if (attribute != null) {
                    records.put(type, texts(attribute));
                }
            }
            return records;
        } finally {
            context.close();
        }
    }

    private static List<String> texts(Attribute attribute) throws NamingException {
        List<String> texts = new ArrayList<>();
        NamingEnumeration<?> values = attribute.getAll();
        while (values.hasMore()) {
            texts.add(String.valueOf(values.next()));
        }
        return texts;
    }
}
