package io.thawline.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
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

  /** An earlier attempt may have left its file, whose name would be taken. */
  @Override
  public void setupTask(TaskAttemptContext context) throws IOException {
    String prefix = "part-%05d-".formatted(context.getTaskAttemptID().getTaskID().getId());
    FileSystem files = output.getFileSystem(context.getConfiguration());
    try {
      for (FileStatus file : files.listStatus(output)) {
        if (file.getPath().getName().startsWith(prefix)) {
          files.delete(file.getPath(), false);
        }
      }
    } catch (FileNotFoundException nothingYet) {
      // the first task makes the directory
    }
  }

  @Override
  public boolean needsTaskCommit(TaskAttemptContext context) {
    return false;
  }

  @Override
  public void abortTask(TaskAttemptContext context) {}
}
