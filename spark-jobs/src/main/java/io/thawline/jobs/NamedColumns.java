package io.thawline.jobs;

import static org.apache.spark.sql.functions.col;

import io.thawline.errors.ConfigurationException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;

/**
 * Columns of a table that {@code data.columns} names.
 *
 * @param location of the table, to name it
 */
record NamedColumns(Dataset<Row> rows, String location) {
  private static final Set<DataType> WHOLE_NUMBERS =
      Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

  /**
   * A column as a text.
   *
   * @param key of {@code data.columns}
   * @throws ConfigurationException when there is none of the name
   */
  Column text(String key, String name) {
    require(key, name);
    return quoted(name).cast(DataTypes.StringType);
  }

  /**
   * A column of image files, likewise.
   *
   * @throws ConfigurationException when it holds anything else
   */
  Column files(String key, String name) {
    DataType type = require(key, name);
    if (!type.equals(DataTypes.BinaryType)) {
      throw wrongType(key, name, type, "with the bytes of image files");
    }
    return quoted(name);
  }

  /** A column of whole numbers, as texts, likewise. */
  Column numbers(String key, String name) {
    DataType type = require(key, name);
    boolean whole = type instanceof DecimalType decimal && decimal.scale() == 0;
    if (!whole && !WHOLE_NUMBERS.contains(type)) {
      throw wrongType(key, name, type, "of whole numbers");
    }
    return text(key, name);
  }

  private ConfigurationException wrongType(String key, String name, DataType type, String wanted) {
    return new ConfigurationException(
        "data.columns.%s is %s, which holds %s in %s: name a column %s"
            .formatted(key, name, type.simpleString(), location, wanted));
  }

  private DataType require(String key, String name) {
    List<String> known = Arrays.asList(rows.columns());
    if (!known.contains(name)) {
      throw new ConfigurationException(
          "data.columns.%s is %s, and %s has no such column: write one of %s"
              .formatted(key, name, location, String.join(", ", known)));
    }
    return rows.schema().apply(name).dataType();
  }

  private static Column quoted(String name) {
    return col("`" + name.replace("`", "``") + "`");
  }
}
