package com.hookprobe.node.report;

import com.hookprobe.node.report.core.ReportData;
import com.hookprobe.node.report.core.ReportData.Device;
import com.hookprobe.node.report.core.ReportData.Happened;
import com.hookprobe.node.report.core.Words;
import java.util.Locale;

/** The parts of a report about devices: their integrity, what happened to them, and how long they were there. */
final class ReportDevices {
    private ReportDevices() {}

    static void write(Html html, ReportData data) {
        devices(html, data);
        presence(html, data);
    }

    private static void devices(Html html, ReportData data) {
        html.open("section").leaf("h2", "Devices, and whether they can be trusted");
        ReportData.Devices devices = data.devices();
        if (devices.rows().isEmpty()) {
            html.leaf("p", "There are no devices.", "class", "none").close("section");
            return;
        }
        html.leaf(
                "p",
                "Each device proves all the time that its software and its behaviour are what they were when it was let in."
                        + " One that cannot is taken out by itself.");
        html.open("table", "class", "devices").open("thead").open("tr");
        for (String name : new String[] {"Device", "Integrity", "Trust", "On guard", "Last heard"}) {
            html.leaf("th", name, "scope", "col", "class", "left");
        }
        html.close("tr", "thead").open("tbody");
        for (Device device : devices.rows()) {
            html.open("tr").open("th", "scope", "row").text(device.name());
            html.leaf("small", device.tier() + (device.site().isEmpty() ? "" : ", " + device.site()))
                    .close("th");
            html.open("td")
                    .open("span", "class", "state " + tone(device))
                    .text(integrity(device))
                    .close("span");
            if (device.breaks() > 0) {
                html.leaf("small", "taken out " + Words.counted(device.breaks(), "time", "times") + " in this month");
            }
            html.close("td");
            html.leaf("td", trust(device));
            html.leaf("td", Words.percent(device.here()));
            html.leaf("td", ReportDates.moment(device.heardMicros()), "class", "when")
                    .close("tr");
        }
        html.close("tbody", "table");
        if (devices.left() > 0) {
            html.leaf(
                    "p",
                    "And " + Words.counted(devices.left(), "more device", "more devices")
                            + ", in better order than these.",
                    "class",
                    "note");
        }
        html.close("section");
    }

    private static String tone(Device device) {
        return switch (integrity(device)) {
            case "proven" -> "good";
            case "broken", "suspended" -> "bad";
            case "revoked", "not known" -> "plain";
            default -> "warn";
        };
    }

    /** What the registry says of it goes before what was measured of it. */
    private static String integrity(Device device) {
        return switch (device.status()) {
            case "PENDING" -> "waits to be let in";
            case "SUSPENDED" -> "suspended";
            case "REVOKED" -> "revoked";
            default ->
                switch (device.resonance()) {
                    case "RESONANT" -> "proven";
                    case "BROKEN" -> "broken";
                    case "" -> "not known";
                    default -> "not proven lately";
                };
        };
    }

    private static String trust(Device device) {
        if (device.trust() < 0) {
            return "not known";
        }
        return String.format(Locale.ROOT, "%.2f", device.trust())
                + (device.band().isEmpty() ? "" : ", " + device.band().toLowerCase(Locale.ROOT));
    }

    private static void presence(Html html, ReportData data) {
        html.open("section").leaf("h2", "Updates, changes and time away");
        html.written(Charts.presence(data.days()));
        html.leaf("p", "Each column is a day; it is filled as far as devices were on guard.", "class", "note");
        if (data.happened().isEmpty()) {
            html.leaf("p", "Nothing was changed about devices in this month.", "class", "none")
                    .close("section");
            return;
        }
        html.open("table", "class", "happened").open("thead").open("tr");
        for (String name : new String[] {"When (UTC)", "Device", "What happened", "By, and why"}) {
            html.leaf("th", name, "scope", "col", "class", "left");
        }
        html.close("tr", "thead").open("tbody");
        for (Happened row : data.happened()) {
            html.open("tr")
                    .leaf("td", ReportDates.moment(row.micros()), "class", "when")
                    .leaf("td", row.device());
            html.leaf("td", Words.change(row.action()));
            html.open("td").text(row.by()).leaf("small", row.why()).close("td", "tr");
        }
        html.close("tbody", "table");
        if (data.happenedLeft() > 0) {
            html.leaf(
                    "p",
                    "And " + Words.counted(data.happenedLeft(), "more change", "more changes") + ".",
                    "class",
                    "note");
        }
        html.close("section");
    }
}
