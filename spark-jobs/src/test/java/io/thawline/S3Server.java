package io.thawline;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * An S3 server in a JVM of its own, with one bucket, that keeps its objects in a directory. Of
 * requests to put an object where there is none it serves one, as S3 does. It may be killed and
 * started again on the same port. Close it, or it outlives the test.
 */
public final class S3Server implements AutoCloseable {
  /** The jars of a client that asks S3 to refuse a taken name, for a JVM of its own. */
  public static final Path FENCING_CLIENT =
      Path.of("s3-for-tests/target/fencing-client").toAbsolutePath();

  private static final Path JAR =
      Path.of("s3-for-tests/target/server/s3proxy.jar").toAbsolutePath();
  private static final Path SOURCE =
      Path.of("s3-for-tests/src/main/java/io/thawline/AtomicS3.java").toAbsolutePath();
  private static final String USER = "test-access-key";
  private static final String SECRET = "test-secret-key";

  private final Path directory;
  private final int port;
  private Process process;

  private S3Server(Path directory, int port) throws IOException {
    this.directory = directory;
    this.port = port;
    Files.createDirectories(bucketDirectory());
    this.process = launch();
  }

  /**
   * Starts a server on a free port and waits until it listens.
   *
   * @param directory holds its settings, its log and its objects
   */
  public static S3Server start(Path directory) throws IOException {
    return new S3Server(directory, freePort());
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }

  private Process launch() throws IOException {
    Path settings = directory.resolve("s3proxy.conf");
    Files.writeString(
        settings,
        """
        s3proxy.endpoint=http://127.0.0.1:%d
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        """
            .formatted(port, USER, SECRET, directory.resolve("data")));
    Process launched =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                JAR.toString(),
                SOURCE.toString(),
                settings.toString(),
                dieWithin().toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("s3proxy.log").toFile()))
            .start();
    await(launched);
    return launched;
  }

  private void await(Process launched) throws IOException {
    for (int tries = 0; tries < 600; tries++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException notYet) {
        if (!launched.isAlive()) {
          break;
        }
        pause();
      }
    }
    launched.destroyForcibly();
    throw new IOException(
        "the S3 server did not start: " + Files.readString(directory.resolve("s3proxy.log")));
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The address of a prefix of the bucket. */
  public String location(String name) {
    return "s3a://" + bucket() + "/" + name;
  }

  /** Of a name that no other server has, for Hadoop may keep a client of a server that is gone. */
  private String bucket() {
    return "runs-" + port;
  }

  private Path bucketDirectory() {
    return directory.resolve("data").resolve(bucket());
  }

  /** Puts a file of this machine there, with the tags that clients ask for. */
  public void upload(Path file, String name) throws IOException {
    org.apache.hadoop.fs.Path target = new org.apache.hadoop.fs.Path(location(name));
    try (FileSystem files = target.getFileSystem(configuration())) {
      files.copyFromLocalFile(new org.apache.hadoop.fs.Path(file.toUri()), target);
    }
  }

  /** Where an object of that name lies on this machine. */
  public Path object(String name) {
    return bucketDirectory().resolve(name);
  }

  /** What Hadoop's client must be told, by key. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    settings.put("fs.s3a.endpoint", "http://127.0.0.1:" + port);
    settings.put("fs.s3a.endpoint.region", "us-east-1");
    settings.put("fs.s3a.path.style.access", "true");
    settings.put("fs.s3a.connection.ssl.enabled", "false");
    settings.put("fs.s3a.access.key", USER);
    settings.put("fs.s3a.secret.key", SECRET);
    settings.put("fs.s3a.directory.marker.retention", "keep");
    settings.put("fs.s3a.bucket.probe", "0");
    settings.put("fs.s3a.fast.upload.buffer", "bytebuffer");
    return settings;
  }

  /** Hadoop's settings for a client of this server alone. */
  public Configuration configuration() {
    Configuration configuration = new Configuration();
    settings().forEach(configuration::set);
    configuration.setBoolean("fs.s3a.impl.disable.cache", true);
    return configuration;
  }

  /** Ends the server as a crash would. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Has the server end as by a crash once it is being sent an object of such a name. */
  public void dieWithinUploadTo(String partOfName) throws IOException {
    Files.writeString(dieWithin(), partOfName);
  }

  private Path dieWithin() {
    return directory.resolve("die-within");
  }

  /** Waits for the crash that was asked for. */
  public void awaitDeath() {
    process.onExit().join();
  }

  /** Starts the server again where it was. */
  public void restart() throws IOException {
    Files.deleteIfExists(dieWithin());
    process = launch();
  }

  @Override
  public void close() {
    kill();
  }
}
