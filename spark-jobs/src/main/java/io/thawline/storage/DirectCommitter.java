package io.thawline.storage;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.JobStatus;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.output.FileOutputCommitter;

/**
 * Lets the tasks of a Spark job write where their files are to stay. For stores where a file
 * appears whole when it is closed and a rename is a copy, and for tasks that give the same bytes
 * under the same name whenever they run. Whether all of them are there, somebody else has to say.
 */
public final class DirectCommitter extends FileOutputCommitter {
  private final Path output;

  /** Hadoop and Spark call it by reflection. */
  public DirectCommitter(Path output, TaskAttemptContext context) throws IOException {
    super(output, context);
    this.output = output;
  }

  @Override
  public Path getWorkPath() {
    return output;
  }

  @Override
  public void setupJob(JobContext context) {}

  @Override
  public void commitJob(JobContext context) {}

  @Override
  public void abortJob(JobContext context, JobStatus.State state) {}

  @Override
  public void setupTask(TaskAttemptContext context) {}

  @Override
  public boolean needsTaskCommit(TaskAttemptContext context) {
    return false;
  }

  @Override
  public void abortTask(TaskAttemptContext context) {}
}
