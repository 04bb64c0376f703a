#include <array>
#include <optional>
#include <string>

#include "core/base/csv.h"
#include "core/base/text.h"
#include "tools/common/exit_code.h"
#include "tools/common/options.h"
#include "tools/inspect/commands.h"
#include "tools/inspect/record_rows.h"

namespace reprise::tools {
namespace {

enum class Format : std::size_t { kNdjson, kCsv };
constexpr auto kCatFormats = std::to_array<std::string_view>({"ndjson", "csv"});

struct CatOptions {
  std::string path;
  RowFilter filter;
  std::optional<std::uint64_t> limit;
  Format format = Format::kNdjson;
  CommonOptions common;
};

// Calls `act` with each row, at most `limit` of them.
template <typename Act>
Status each_row(RecordRows& rows, std::optional<std::uint64_t> limit, Act act) {
  TRY(rows.rewind());
  for (std::uint64_t i = 0; !limit || i < *limit; ++i) {
    TRY_ASSIGN(auto row, rows.next());
    if (!row) {
      break;
    }
    TRY(act(*row));
  }
  return {};
}

Status print_lines(RecordRows& rows, std::optional<std::uint64_t> limit) {
  for (std::uint64_t i = 0; !limit || i < *limit; ++i) {
    TRY_ASSIGN(const auto line, rows.next_line());
    if (!line) {
      break;
    }
    TRY(print_part(*line + "\n"));
  }
  return {};
}

// A table has one topic, so its name is no column.
Json csv_row(const Json& row) {
  Json out = row;
  out.erase("topic");
  return out;
}

// Twice over the file: the header needs to know every column.
Status print_csv(RecordRows& rows, const CatOptions& options) {
  const std::vector<std::string> topics = rows.topics();
  if (topics.size() != 1) {
    return fail(ErrorCode::kUsage,
                "a CSV table holds one topic, not " + std::to_string(topics.size()),
                "--topic " + (topics.empty() ? "NAME" : topics.front()) +
                    "; there are: " + join(topics, ", "));
  }
  CsvTable table;
  TRY(each_row(rows, options.limit, [&](const Json& row) -> Status {
    table.add_columns(csv_row(row));
    return {};
  }));
  TRY(print_part(table.header()));
  return each_row(rows, options.limit,
                  [&](const Json& row) { return print_part(table.row(csv_row(row))); });
}

Result<int> print_rows(const CatOptions& options) {
  const Console console = options.common.console();
  TRY_ASSIGN(const auto rows, open_rows(options.path, options.filter, console));
  if (options.format == Format::kCsv) {
    TRY(print_csv(*rows, options));
  } else {
    TRY(print_lines(*rows, options.limit));
  }
  TRY(finish_parts());
  return to_int(rows->finish() ? ExitCode::kDone : ExitCode::kLoss);
}

}  // namespace

Result<int> run_cat(std::span<const std::string> arguments) {
  CatOptions options;
  CommandLine line(
      "reprise-inspect cat", "Print the records of a take, or the messages of any MCAP file",
      {{"reprise-inspect cat show.mcap --topic cue", "what was decided, and when"},
       {"reprise-inspect cat show.mcap --topic frame --start 1:30 --end 1:31 --format csv",
        "a second of frames as a table"}});
  line.positional("TAKE", "the take, or another MCAP file", options.path);
  line.option("--topic", "NAME", "only this topic, or all that match: frame, /audio/*",
              options.filter.topics);
  line.value<TimeValue>("--start", "TIME", "first moment", "0", parse_time, options.filter.start);
  line.value<TimeValue>("--end", "TIME", "end, not included", "the end", parse_time,
                        options.filter.end);
  line.option("--limit", "N", "print no more than N records", "all", options.limit);
  line.choice("--format", "one JSON object a line, or a table of one topic", kCatFormats, "ndjson",
              [&options](std::size_t index) { options.format = static_cast<Format>(index); });
  add_common_options(line, options.common);
  TRY_ASSIGN(const Parsed parsed, line.parse(arguments));
  if (parsed == Parsed::kDone) {
    return to_int(ExitCode::kDone);
  }
  if (options.common.json && options.format == Format::kCsv) {
    return fail(ErrorCode::kUsage, "--json excludes --format csv");
  }
  return print_rows(options);
}

}  // namespace reprise::tools
