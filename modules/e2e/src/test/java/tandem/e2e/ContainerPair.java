package tandem.e2e;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Network.Ipam;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * Two nodes, two members and a client, each a container of Tandem's own image, on one network. Addresses by their last byte:
 * nodes 3 and 4, members 5 and 6, the client 7, the virtual address 10.
 */
final class ContainerPair implements AutoCloseable {
    private static final DockerImageName IMAGE = DockerImageName.parse("tandem:latest");
    private static final String TANDEM = "/opt/tandem/current/bin/tandem";
    private static final String HEALTH = "/opt/tandem/container/health";
    private static final String OWNER = "901";
    private static final Duration SETTLED = Duration.ofSeconds(60);
    private static final int STOP_SECONDS = 30;
    private static final Map<String, Integer> HOSTS =
            Map.of("lb1", 3, "lb2", 4, "node1", 5, "node2", 6, "client", 7, "vip", 10);

    private final DockerClient docker = DockerClientFactory.instance().client();
    private final Map<String, GenericContainer<?>> containers = new LinkedHashMap<>();
    private final Path directory;
    private final String prefix;
    private final String network;

    private ContainerPair(Path directory) {
        this.directory = directory;
        String created = "";
        String free = "";
        for (int start = 0; start < 256 && created.isEmpty(); start += 16) {
            free = "203.0.113." + start + "/28";
            created = network(free);
        }
        if (created.isEmpty()) {
            throw new IllegalStateException("every subnet of 203.0.113.0/24 is taken; remove a Docker network");
        }
        this.network = created;
        this.prefix = free;
    }

    /**
     * Starts everything; both nodes are up and one holds the address when this returns.
     *
     * @param directory for the pair's files
     */
    static ContainerPair start(Path directory) {
        ContainerPair pair = new ContainerPair(directory);
        try {
            pair.prepare();
            pair.addMember("node1");
            pair.addMember("node2");
            pair.addClient();
            pair.addNode("lb1");
            pair.addNode("lb2");
            pair.settle();
            return pair;
        } catch (RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** The network's id; empty if its addresses are in use. */
    private String network(String subnet) {
        try {
            return docker.createNetworkCmd()
                    .withName("tandem-e2e-" + ProcessHandle.current().pid() + "-" + System.nanoTime())
                    .withIpam(new Ipam().withConfig(new Ipam.Config().withSubnet(subnet)))
                    .exec()
                    .getId();
        } catch (DockerException e) {
            if (String.valueOf(e.getMessage()).contains("overlaps")) {
                return "";
            }
            throw e;
        }
    }

    private String address(String name) {
        int slash = prefix.indexOf('/');
        int dot = prefix.lastIndexOf('.');
        int start = Integer.parseInt(prefix.substring(dot + 1, slash));
        return prefix.substring(0, dot + 1) + (start + Objects.requireNonNull(HOSTS.get(name), name));
    }

    private void prepare() {
        Distribution.secret(directory.resolve("cluster.key"), "a secret of this test alone, thirty-two bytes and more");
        Distribution.write(
                directory.resolve("httpd.conf"), Distribution.seed("80", address("node1"), address("node2")));
        Distribution.write(
                directory.resolve("tandem.yaml"), """
                state-directory: /var/lib/tandem
                cluster:
                  name: containers
                  profile: calm
                  nodes: {lb1: %s, lb2: %s}
                  secret-file: /etc/tandem/cluster.key
                vips:
                  - {address: %s/28, interface: eth0}
                drain: 1s
                httpd: httpd.conf
                """.formatted(address("lb1"), address("lb2"), address("vip")));
        Command.run(List.of(
                        "tar",
                        "--create",
                        "--file",
                        directory.resolve("files.tar").toString(),
                        "--owner=" + OWNER,
                        "--group=" + OWNER,
                        "--directory",
                        directory.toString(),
                        "cluster.key",
                        "httpd.conf",
                        "tandem.yaml"))
                .demand();
    }

    private GenericContainer<?> add(String name, GenericContainer<?> container) {
        containers.put(name, container);
        container.withCreateContainerCmdModifier(create -> {
            create.withIpv4Address(address(name));
            Objects.requireNonNull(create.getHostConfig())
                    .withNetworkMode(network)
                    .withCapDrop(Capability.ALL);
        });
        return container;
    }

    private void addMember(String name) {
        GenericContainer<?> member = add(name, new GenericContainer<>(IMAGE));
        member.withEnv("TANDEM_JAVA_OPTS", "-Xmx64m -XX:TieredStopAtLevel=1")
                .withCreateContainerCmdModifier(create -> create.withEntrypoint(TANDEM))
                .withCommand("demo-member", "--name", name, "--listen", address(name) + ":80")
                .waitingFor(Wait.forLogMessage(".*" + name + ".*", 1))
                .start();
    }

    private void addClient() {
        add("client", new GenericContainer<>(IMAGE))
                .withCreateContainerCmdModifier(create -> create.withEntrypoint("sleep", "infinity"))
                .start();
    }

    private void addNode(String name) {
        GenericContainer<?> node = new NodeContainer();
        add(name, node)
                .withCommand("run", "--config", "/etc/tandem/tandem.yaml", "--node", name)
                .withCreateContainerCmdModifier(create -> Objects.requireNonNull(create.getHostConfig())
                        .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW, Capability.NET_BIND_SERVICE))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(SETTLED))
                .start();
    }

    /** The other node. */
    static String peerOf(String node) {
        return node.equals("lb1") ? "lb2" : "lb1";
    }

    /** The node that says it is active; waits until exactly one of the two is and both are ready. */
    String settle() {
        Awaitility.await("both nodes ready, one active")
                .atMost(SETTLED)
                .until(() -> answers("lb1", "/ready")
                        && answers("lb2", "/ready")
                        && answers("lb1", "/active") != answers("lb2", "/active"));
        return answers("lb1", "/active") ? "lb1" : "lb2";
    }

    private boolean answers(String node, String path) {
        return inside("client", "timeout", "2", HEALTH, address(node) + ":9991", path)
                        .getExitCode()
                == 0;
    }

    /** What a client sees that opens a connection every 10 ms: a line of JSON for each. */
    CompletableFuture<String> traffic(int seconds) {
        return CompletableFuture.supplyAsync(() -> {
            String run = TANDEM + " demo-client --url http://" + address("vip") + "/ --every 10 --for " + seconds
                    + " --limit 250 --out /tmp/attempts >/tmp/figures && cat /tmp/attempts";
            ExecResult result = inside("client", "sh", "-c", run);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException("the client ended with " + result.getExitCode() + ": " + result);
            }
            return result.getStdout();
        });
    }

    /** Runs a command in a container, as the user of the image. */
    ExecResult inside(String name, String... command) {
        try {
            return container(name).execInContainer(command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a command ran in " + name, e);
        }
    }

    /** As if the host lost power: nothing is handed over, the node's interfaces are gone. */
    void kill(String name) {
        docker.killContainerCmd(container(name).getContainerId()).exec();
    }

    /** As {@code docker stop}: SIGTERM, and time to hand over. */
    void stop(String name) {
        docker.stopContainerCmd(container(name).getContainerId())
                .withTimeout(STOP_SECONDS)
                .exec();
    }

    void startAgain(String name) {
        docker.startContainerCmd(container(name).getContainerId()).exec();
    }

    /** What the node has written. */
    String log(String name) {
        return container(name).getLogs();
    }

    private GenericContainer<?> container(String name) {
        return Objects.requireNonNull(containers.get(name), name);
    }

    /** Leaves what the containers wrote in the pair's directory. */
    @Override
    public void close() {
        containers.forEach(
                (name, container) -> Distribution.write(directory.resolve(name + ".log"), container.getLogs()));
        containers.values().forEach(GenericContainer::stop);
        docker.removeNetworkCmd(network).exec();
    }

    /** Gets its files, owned by the image's user, before it starts. */
    private final class NodeContainer extends GenericContainer<NodeContainer> {
        NodeContainer() {
            super(IMAGE);
        }

        @Override
        protected void containerIsCreated(String id) {
            docker.copyArchiveToContainerCmd(id)
                    .withRemotePath("/etc/tandem")
                    .withTarInputStream(new ByteArrayInputStream(Distribution.bytes(directory.resolve("files.tar"))))
                    .exec();
        }
    }
}
