#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>
#include <string>
#include <vector>

#include "core/base/text.h"
#include "tools/common/options.h"
#include "tools/common/session_input.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/diff_report.h"

namespace reprise::tools {
namespace {

struct DiffOptions {
  DiffNames names;
  JsonDiffRules rules;
  CommonOptions common;
};

// "1e-6" for every number, "FIELD=1e-3" for one place.
Status add_tolerance(const std::string& text, JsonDiffRules& rules) {
  const std::size_t equals = text.rfind('=');
  const std::string number = equals == std::string::npos ? text : text.substr(equals + 1);
  double value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error != std::errc() || end != number.data() + number.size() || !std::isfinite(value) ||
      value < 0 || equals == 0) {
    return fail(ErrorCode::kUsage, "'" + text + "' is no tolerance",
                "write 1e-6, or for one field: frame.layers.opacity=1e-3");
  }
  if (equals == std::string::npos) {
    rules.tolerance = value;
  } else {
    rules.tolerances[text.substr(0, equals)] = value;
  }
  return {};
}

// Up to its end, or as much as a take's first line may have.
Result<std::string> first_line(const RandomAccessFile& file) {
  constexpr std::uint64_t kBlock = 64 << 10;
  constexpr std::uint64_t kMost = 64 << 20;
  std::string line;
  const std::uint64_t end = std::min(file.size(), kMost);
  for (std::uint64_t at = 0; at < end; at = line.size()) {
    line.resize(static_cast<std::size_t>(std::min(at + kBlock, end)));
    TRY(file.read_at(at, std::as_writable_bytes(std::span(line)).subspan(at)));
    if (const std::size_t newline = line.find('\n', at); newline != std::string::npos) {
      line.resize(newline);
      break;
    }
  }
  return line;
}

// A take as text is whole objects line by line; a manifest is one object, over many lines as it is
// written, or says in one what it is.
Result<bool> is_manifest(const std::string& path) {
  TRY_ASSIGN(const auto file, posix_file_system().open(path));
  TRY_ASSIGN(const std::string line, first_line(*file));
  if (trim(line) == "{") {
    return true;
  }
  const auto json = line.starts_with('{') ? parse_json(line) : fail(ErrorCode::kInvalid, "no JSON");
  return json && json->value("format", Json()) == "reprise-manifest";
}

Result<DiffReport> diff_take_files(const DiffOptions& options) {
  const Console console = options.common.console();
  for (const std::string& place : options.rules.ignored) {
    TRY(timeline::check_diff_place(place));
  }
  for (const auto& [place, tolerance] : options.rules.tolerances) {
    TRY(timeline::check_diff_place(place));
  }
  TRY_ASSIGN(timeline::TakeReader a, open_take(options.names.a, console));
  TRY_ASSIGN(timeline::TakeReader b, open_take(options.names.b, console));
  const std::size_t known_a = a.damage().size();
  const std::size_t known_b = b.damage().size();
  TRY_ASSIGN(const timeline::TakeDiff diff, timeline::diff_takes(a, b, options.rules));
  warn_of_damage(a, options.names.a, console, known_a);
  warn_of_damage(b, options.names.b, console, known_b);
  return report_take_diff(diff, options.names, a.summary().header.audio.sample_rate,
                          !a.damage().empty() || !b.damage().empty());
}

Result<Json> read_manifest(const std::string& path) {
  TRY_ASSIGN(const std::string text, read_text_file(posix_file_system(), path));
  auto json = parse_json(text);
  if (!json) {
    return fail(std::move(json).error().with_context("cannot read '" + path + "'"));
  }
  return json;
}

Result<DiffReport> diff_manifest_files(const DiffOptions& options) {
  TRY_ASSIGN(const Json a, read_manifest(options.names.a));
  TRY_ASSIGN(const Json b, read_manifest(options.names.b));
  TRY_ASSIGN(const session::ManifestDiff diff, session::diff_manifests(a, b, options.rules));
  return report_manifest_diff(diff, options.names);
}

Result<DiffReport> diff_files(const DiffOptions& options) {
  TRY_ASSIGN(const bool manifest_a, is_manifest(options.names.a));
  TRY_ASSIGN(const bool manifest_b, is_manifest(options.names.b));
  if (manifest_a != manifest_b) {
    const std::string& manifest = manifest_a ? options.names.a : options.names.b;
    return fail(ErrorCode::kUsage, "'" + manifest + "' is a manifest, the other file is not",
                "give two takes, or two manifests; a film and its take: reprise-inspect verify");
  }
  return manifest_a ? diff_manifest_files(options) : diff_take_files(options);
}

}  // namespace

Result<int> run_diff(std::span<const std::string> arguments) {
  DiffOptions options;
  std::vector<std::string> tolerances;
  CommandLine line(
      "reprise-inspect diff",
      "Find the first difference of two takes or two manifests: exits 0 same, 1 different, 2 "
      "trouble",
      {{"reprise-inspect diff monday.mcap friday.mcap", "record by record, field by field"},
       {"reprise-inspect diff --ignore health --tolerance 1e-6 a.mcap b.mcap",
        "without a topic, and with rounding"}});
  line.positional("A", "a take, or a manifest", options.names.a);
  line.positional("B", "another", options.names.b);
  line.option("--tolerance", "[FIELD=]X", "numbers that differ by no more are the same",
              tolerances);
  line.option("--ignore", "PLACE", "a topic, field or part that does not count",
              options.rules.ignored);
  add_common_options(line, options.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  for (const std::string& text : tolerances) {
    TRY(add_tolerance(text, options.rules));
  }
  TRY_ASSIGN(const DiffReport report, diff_files(options));
  if (options.common.json) {
    TRY(print_json(report.json));
  } else {
    TRY(print_result(report.text));
  }
  return to_int(report.verdict);
}

}  // namespace reprise::tools
