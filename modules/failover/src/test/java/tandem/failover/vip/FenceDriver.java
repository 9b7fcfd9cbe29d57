package tandem.failover.vip;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tandem.core.text.IpAddress;

/**
 * A fence in a process of its own, so that it can live in a network namespace and be stopped: reads a command a line, answers each
 * with one line. Arguments: interface, addresses.
 */
final class FenceDriver {
    static final String TABLE = "tandem_fence_lb1";

    private final NftFence fence;

    private FenceDriver(NftFence fence) {
        this.fence = fence;
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<InetAddress> addresses =
                Stream.of(arguments).skip(1).map(IpAddress::parse).toList();
        Nft nft = new Nft("/usr/sbin:/sbin:/usr/bin:/bin");
        FenceDriver driver = new FenceDriver(new NftFence(TABLE, Map.of(arguments[0], addresses), nft));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            System.out.println(driver.answer(command.split(" ")));
        }
    }

    private String answer(String[] command) throws IOException, InterruptedException {
        return switch (command[0]) {
            case "create" -> fence.create(nanos(command[1])) + " " + fence.sentence();
            case "arm" -> fence.arm(nanos(command[1])).toString();
            case "narrow" -> fence.narrow(nanos(command[1])).toString();
            case "take" -> fence.take(nanos(command[1])).toString();
            case "hurry" -> {
                fence.hurry(nanos("200"), () -> nanos(command[1]));
                yield "hurried";
            }
            case "renew" -> fence.renew(nanos(command[1])).toString();
            case "shut" -> fence.shut().toString();
            case "present" -> fence.present() + " " + fence.sentence();
            case "keep" -> keep(Long.parseLong(command[1]), nanos(command[2]), Long.parseLong(command[3]));
            case "stopThenRenew" -> stopThenRenew(nanos(command[1]), Path.of(command[2]));
            case "addFirst" -> addFirst(Long.parseLong(command[1]));
            case "announce" -> announce(command[1]);
            case "speak" -> speak(command[1], command[2]);
            case "close" -> {
                fence.close();
                yield "closed";
            }
            default -> throw new IOException("unknown command " + command[0]);
        };
    }

    /** Renews for some time, and tells when it did so last and the longest time between two renewals. */
    private String keep(long everyMillis, long aliveNanos, long forMillis) throws InterruptedException {
        long start = System.nanoTime();
        long last = start;
        long worst = 0;
        while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(forMillis)) {
            long now = System.nanoTime();
            FenceAnswer answer = fence.renew(aliveNanos);
            if (!(answer instanceof FenceAnswer.Done)) {
                return answer.toString();
            }
            worst = Math.max(worst, now - last);
            last = now;
            Thread.sleep(everyMillis);
        }
        return "Done " + last + " " + TimeUnit.NANOSECONDS.toMillis(worst);
    }

    /**
     * Is halted by its own hand at the place where a check has passed and the call has not begun. A busy machine halts a little
     * after the signal was sent: the call waits for a file, made while this stands still.
     */
    private String stopThenRenew(long aliveNanos, Path halted) throws IOException, InterruptedException {
        int killed = new ProcessBuilder(
                        "kill", "-STOP", Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        while (!Files.exists(halted)) {
            Thread.onSpinWait();
        }
        return killed == 0 ? fence.renew(aliveNanos).toString() : "kill failed";
    }

    /** The transaction that must not be used: it revives what has expired. */
    private static String addFirst(long aliveMillis) {
        try (FenceSocket socket = FenceSocket.open(TABLE)) {
            socket.commit(
                    "add first",
                    new FenceMessage.Change.Add(FenceRules.ALIVE, 0),
                    new FenceMessage.Change.Delete(FenceRules.ALIVE),
                    new FenceMessage.Change.Add(FenceRules.ALIVE, aliveMillis));
            return "Done[]";
        } catch (SystemCallException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String announce(String address) throws IOException {
        try (Announcer announcer = new Announcer()) {
            announcer.announce(LinkDevice.find("eth0").orElseThrow(), IpAddress.parse(address));
            return "announced";
        } catch (SystemCallException e) {
            // What a closed fence drops on its way out may come back as an error
            return "not permitted";
        }
    }

    /** Sends a datagram with the address as its source. */
    private static String speak(String address, String to) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, IpAddress.parse(address))) {
            byte[] text = "hello".getBytes(StandardCharsets.US_ASCII);
            socket.send(new DatagramPacket(text, text.length, IpAddress.parse(to), WatchDriver.PORT));
            return "spoke";
        } catch (IOException e) {
            // What a closed fence drops on its way out may come back as an error
            return "not permitted";
        }
    }

    private static long nanos(String millis) {
        return TimeUnit.MILLISECONDS.toNanos(Long.parseLong(millis));
    }
}
