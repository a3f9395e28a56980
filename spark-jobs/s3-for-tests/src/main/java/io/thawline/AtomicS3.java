package io.thawline;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.gaul.s3proxy.PutOptions2;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.domain.Blob;
import org.jclouds.blobstore.options.PutOptions;
import org.jclouds.blobstore.util.ForwardingBlobStore;
import org.jclouds.http.HttpResponse;
import org.jclouds.http.HttpResponseException;

/**
 * s3proxy with the one promise of S3 that it lacks: of requests that come at one moment to put an
 * object where there is none, one is served. It looks and writes in two steps; here nobody comes in
 * between. It dies in the middle of an upload when told to. Run from its source, with s3proxy as
 * the class path, a file of its settings, and one that may hold a part of a name to die within.
 */
final class AtomicS3 extends ForwardingBlobStore {
  private final Map<String, Object> keys = new ConcurrentHashMap<>();

  private final Path dieWithin;

  private AtomicS3(BlobStore store, Path dieWithin) {
    super(store);
    this.dieWithin = dieWithin;
  }

  public static void main(String[] arguments) throws Exception {
    Properties settings = new Properties();
    try (Reader file = Files.newBufferedReader(Path.of(arguments[0]))) {
      settings.load(file);
    }
    BlobStore store =
        ContextBuilder.newBuilder(settings.getProperty("jclouds.provider"))
            .credentials("none", "none") // of the directory behind it, which asks for some
            .overrides(settings)
            .buildView(BlobStoreContext.class)
            .getBlobStore();
    S3Proxy.Builder.fromProperties(settings)
        .blobStore(new AtomicS3(store, Path.of(arguments[1])))
        .build()
        .start();
  }

  @Override
  public String putBlob(String container, Blob blob, PutOptions options) {
    dieIfTold(blob);
    if (!(options instanceof PutOptions2 asked) || !"*".equals(asked.getIfNoneMatch())) {
      return super.putBlob(container, blob, options);
    }
    String name = blob.getMetadata().getName();
    synchronized (keys.computeIfAbsent(container + "/" + name, key -> new Object())) {
      if (blobExists(container, name)) {
        HttpResponse refusal = HttpResponse.builder().statusCode(412).build();
        throw new HttpResponseException("the name is taken", null, refusal);
      }
      return super.putBlob(container, blob, options);
    }
  }

  private void dieIfTold(Blob blob) {
    try {
      if (Files.exists(dieWithin)
          && blob.getMetadata().getName().contains(Files.readString(dieWithin))) {
        blob.getPayload().openStream().readNBytes(1000);
        Runtime.getRuntime().halt(1);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
