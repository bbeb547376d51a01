package com.hookprobe.benchmarks;

import com.hookprobe.identity.EnrolmentRequest;
import com.hookprobe.identity.registry.DeviceRegistry;
import com.hookprobe.identity.registry.RegistryOptions;
import com.hookprobe.identity.registry.sql.Database;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

/**
 * A process of its own on the registry of {@code benchmarks/registry storm --processes N}. Arguments: the database, the file of
 * requests, threads, a name. It takes the name of a phase a line, carries it out for every device, and answers with the file of what
 * succeeded.
 */
final class RegistryStormPeer {
    private RegistryStormPeer() {}

    public static void main(String[] args) throws Exception {
        List<EnrolmentRequest> requests = read(Path.of(args[1]));
        int threads = Integer.parseInt(args[2]);
        String name = args[3];
        try (Database database = RegistryBackend.open(args[0]);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            DeviceRegistry registry = DeviceRegistry.open(database, RegistryOptions.DEFAULT);
            System.out.println("ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                AtomicIntegerArray done =
                        RegistryStormPhase.valueOf(line).run(List.of(registry), requests, 1, threads, name);
                byte[] succeeded = new byte[done.length()];
                IntStream.range(0, succeeded.length).forEach(i -> succeeded[i] = (byte) done.get(i));
                Path file = Path.of(args[1] + "." + name + "." + line);
                Files.write(file, succeeded);
                System.out.println(file);
            }
        }
    }

    static void write(Path file, List<EnrolmentRequest> requests) throws Exception {
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
            out.writeInt(requests.size());
            for (EnrolmentRequest request : requests) {
                byte[] encoded = request.encode();
                out.writeShort(encoded.length);
                out.write(encoded);
            }
        }
    }

    private static List<EnrolmentRequest> read(Path file) throws Exception {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            int count = in.readInt();
            List<EnrolmentRequest> requests = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                requests.add(EnrolmentRequest.decode(in.readNBytes(in.readUnsignedShort())));
            }
            return requests;
        }
    }
}
