package com.hookprobe.identity.registry.sql;

import com.hookprobe.identity.registry.sql.DatabaseException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** A SQLite file that is ours: made with the owner's rights only, told from another's, brought to this version. */
final class SqliteFile {
    /** One writes at a time; the others read. */
    static final int CONNECTIONS_MAX = 8;

    /** "HPR2": tells this database from any other SQLite file. */
    static final int APPLICATION_ID = 0x4850_5232;

    /** "HPRG": what programs before the first release wrote. */
    static final int APPLICATION_ID_BEFORE = 0x4850_5247;

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final int CACHE_KIB = 16_384;

    /** Within this process; the lock file serves between processes only (the JDK refuses it twice in one process). */
    private static final Object IN_PROCESS = new Object();

    private SqliteFile() {}

    static DataSource prepare(Path path) throws DatabaseException {
        if (path.toAbsolutePath().toString().indexOf('?') >= 0) {
            throw new IllegalArgumentException(
                    "registry: expected a path without '?', which begins options in the driver's URL");
        }
        try {
            createPrivately(path);
            SQLiteDataSource source = new SQLiteDataSource(settings());
            source.setUrl("jdbc:sqlite:" + path.toAbsolutePath());
            if (version(source) < Migrations.VERSION) {
                migrate(path, source);
            }
            return source;
        } catch (IOException e) {
            throw new DatabaseException(
                    Kind.STORAGE,
                    "registry: " + path + " could not be opened (" + e
                            + "); check the folder, its rights and the free space",
                    e);
        } catch (SQLException e) {
            throw SqliteDialect.failure(e);
        }
    }

    private static SQLiteConfig settings() {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout((int) Database.PATIENCE.toMillis());
        config.enforceForeignKeys(true);
        // A revocation that was answered must outlive a power cut.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setCacheSize(-CACHE_KIB);
        return config;
    }

    /** Flyway does not lock a SQLite file against another Flyway. */
    private static void migrate(Path path, DataSource source) throws IOException, SQLException, DatabaseException {
        Path lockFile = path.resolveSibling(path.getFileName() + ".lock");
        synchronized (IN_PROCESS) {
            try (FileChannel channel = FileChannel.open(
                            lockFile, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), ownerOnly());
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lock lost: " + lockFile);
                }
                if (version(source) < Migrations.VERSION) {
                    useWriteAheadLog(source);
                    Migrations.SQLITE.run(source);
                }
            }
        }
    }

    /** The version of a file that is ours, 0 of an empty one. */
    private static int version(DataSource source) throws SQLException, DatabaseException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            // Together, so that a migration at work is seen as done or as not begun.
            statement.execute("BEGIN");
            int application = number(statement, "PRAGMA application_id");
            int version = number(statement, "PRAGMA user_version");
            int tables = number(
                    statement,
                    "SELECT count(*) FROM sqlite_schema WHERE name NOT LIKE '" + Migrations.HISTORY
                            + "%' AND name NOT LIKE 'sqlite_%'");
            statement.execute("COMMIT");
            if (application == 0 && version == 0 && tables == 0) {
                return 0;
            }
            if (application == APPLICATION_ID_BEFORE) {
                throw new DatabaseException(
                        Kind.VERSION,
                        "registry: expected a registry of this program, found one from before its first release; move"
                                + " the file away and enrol the devices again");
            }
            if (application != APPLICATION_ID) {
                throw new DatabaseException(
                        Kind.DAMAGED, "registry: expected a device registry, found another database; check the path");
            }
            if (version < 1 || version > Migrations.VERSION) {
                throw Migrations.newer(Integer.toString(version));
            }
            return version;
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getInt(1);
        }
    }

    /** Stored in the file, so not before it is known to be ours. Readers then do not wait for the writer. */
    private static void useWriteAheadLog(DataSource source) throws SQLException, DatabaseException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("PRAGMA journal_mode = WAL")) {
            if (!row.next() || !row.getString(1).equals("wal")) {
                throw new DatabaseException(
                        Kind.STORAGE,
                        "registry: expected a file system with shared memory for the write-ahead log; use a local disk");
            }
        }
    }

    /** The file holds addresses of customers; SQLite gives its side files the same mode. */
    private static void createPrivately(Path path) throws IOException {
        try {
            Files.createFile(path, ownerOnly());
        } catch (FileAlreadyExistsException e) {
            // The usual case: it was made at an earlier start. What is in it, version() checks.
            if (!Files.isRegularFile(path)) {
                throw e;
            }
            tighten(path);
        }
    }

    /** A copy that was put back may have come with the rights that its folder gives to all. */
    private static void tighten(Path path) throws IOException {
        PosixFileAttributeView rights = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (rights != null && !OWNER_ONLY.containsAll(rights.readAttributes().permissions())) {
            rights.setPermissions(OWNER_ONLY);
        }
    }

    private static FileAttribute<?>[] ownerOnly() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }
}
