package tandem.failover.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import tandem.core.port.Outcome;

/** A {@link VipDriver} in a network namespace, as the provider that it drives. */
final class VipProcess implements VipProvider {
    private final Process process;
    private final BufferedReader answers;

    /** @param prefix what the command line starts with, for example a tool that drops privileges; may be empty */
    VipProcess(String namespace, List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        command.addAll(prefix);
        command.addAll(List.of(
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                VipDriver.class.getName()));
        command.addAll(List.of(arguments));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    long pid() {
        return process.pid();
    }

    @Override
    public Outcome preflight() {
        return outcome("preflight");
    }

    @Override
    public void cleanUp() {
        ask("cleanUp");
    }

    @Override
    public Outcome silent(BooleanSupplier goOn) {
        return outcome("silent");
    }

    /** Listens for so long at least. */
    Outcome silentFor(int millis) {
        return outcome("silent " + millis);
    }

    @Override
    public Outcome show() {
        return outcome("show");
    }

    @Override
    public Outcome renew() {
        return outcome("renew");
    }

    @Override
    public void announce() {
        ask("announce");
    }

    @Override
    public Outcome hide() {
        return outcome("hide");
    }

    @Override
    public long lifetimeNanos() {
        return Long.parseLong(ask("lifetime"));
    }

    @Override
    public String guarantee() {
        return ask("guarantee");
    }

    void ticket(long term, String nonce) {
        ask("ticket " + term + " " + nonce);
    }

    /** Shows and parks it so many times, and tells how many times the kernel did not route to it afterwards. */
    String routed(int times) {
        return ask("routed " + times);
    }

    boolean reachable() {
        return Boolean.parseBoolean(ask("reachable"));
    }

    @Override
    public void close() {
        ask("close");
    }

    /** Ends the process by force if it still runs. */
    void end() throws InterruptedException {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
    }

    private Outcome outcome(String command) {
        String[] answer = ask(command).split(" ", 2);
        return answer[0].equals("Done") ? new Outcome.Done(answer[1]) : new Outcome.Refused(answer[1]);
    }

    private String ask(String command) {
        try {
            OutputStream commands = process.getOutputStream();
            commands.write((command + "\n").getBytes(StandardCharsets.UTF_8));
            commands.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the driver ended at " + command);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
