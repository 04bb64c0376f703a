// The command line of one command: a table of options that parses, prints its own help, and can be
// read by whatever makes man pages and completions. CLI11 does the splitting behind it.
// Build, parse and read on one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "tools/common/console.h"
#include "tools/common/overwrite.h"

namespace reprise::tools {

struct Example {
  std::string command;  // "reprise-replay show.mcap -o show.mp4"
  std::string what;     // "as performed"
};

// One line of the table.
struct OptionInfo {
  std::vector<std::string> names;    // "-o", "--output"; one bare name for a positional
  std::string value_name;            // "FILE"; empty for a flag
  std::string help;                  // one line
  std::string default_text;          // as the user would write it; empty: none to speak of
  std::vector<std::string> choices;  // when only these words are allowed
  std::string group;
  bool positional = false;
  bool repeatable = false;
  bool required = false;
};

enum class Parsed {
  kRun,   // go on
  kDone,  // --help or --version was printed
};

class CommandLine {
 public:
  // `name` as the user types it ("reprise-replay plan"); `summary` one line without full stop.
  CommandLine(std::string name, std::string summary, std::vector<Example> examples);
  CommandLine(CommandLine&&) noexcept;
  CommandLine& operator=(CommandLine&&) noexcept;
  ~CommandLine();

  using Setter = std::function<Status(const std::string& text)>;

  // What follows belongs to this heading of the help ("Picture", "Encoding", …).
  void group(std::string heading);
  // The last lines of the help.
  void closing(std::string text);

  // Targets must outlive parse(); what they hold before is the default.
  // `names` are comma-separated: "-o,--output".
  void flag(std::string_view names, std::string help, bool& target);
  void flag(std::string_view names, std::string help, std::function<void()> act);
  // Counts: -vv is 2.
  void counter(std::string_view names, std::string help, int& target);
  void option(std::string_view names, std::string value_name, std::string help,
              std::string& target);
  void option(std::string_view names, std::string value_name, std::string help,
              std::optional<std::string>& target);
  void option(std::string_view names, std::string value_name, std::string help,
              std::vector<std::string>& target);  // may be given several times
  void option(std::string_view names, std::string value_name, std::string help,
              std::int64_t& target, std::int64_t min, std::int64_t max);
  // Nothing until the option is given; `default_text` says what then counts ("the take's").
  void option(std::string_view names, std::string value_name, std::string help,
              std::string default_text, std::optional<std::uint64_t>& target);
  // Any type: `set` reads the text and may fail; its error gets the option's name in front.
  void custom(std::string_view names, std::string value_name, std::string help,
              std::string default_text, Setter set);
  // One of `words`; the index goes to `set`. A typo gets the nearest word and all of them as its
  // hint.
  void choice(std::string_view names, std::string help, std::span<const std::string_view> words,
              std::string default_text, std::function<void(std::size_t)> set);

  // What `read` makes of the text, into a T or an optional<T>.
  template <typename T, typename Target>
  void value(std::string_view names, const std::string& value_name, const std::string& help,
             const std::string& default_text, Result<T> (*read)(std::string_view), Target& target) {
    custom(names, value_name, help, default_text,
           [read, &target](const std::string& text) -> Status {
             TRY_ASSIGN(target, read(text));
             return {};
           });
  }

  enum class Need { kRequired, kOptional };
  void positional(const std::string& name, std::string help, std::string& target,
                  Need need = Need::kRequired);
  // All that remain; at least one when required.
  void positionals(const std::string& name, std::string help, std::vector<std::string>& target,
                   Need need = Need::kRequired);

  // Once: reads the arguments behind the command's name. Prints to stdout for --help and --version.
  // kUsage names the option at fault; missing arguments are listed together.
  Result<Parsed> parse(std::span<const std::string> arguments);

  // True when the user gave this option ("--fps").
  [[nodiscard]] bool given(std::string_view name) const;

  [[nodiscard]] const std::string& name() const;
  [[nodiscard]] const std::string& summary() const;
  [[nodiscard]] std::span<const Example> examples() const;
  [[nodiscard]] std::span<const OptionInfo> table() const;
  // Starts with the examples.
  [[nodiscard]] std::string help() const;
  // What --version prints; version_text(name()) unless set.
  void version(std::function<std::string()> text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The options that every command has, and those of commands that write files.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  int verbosity = 0;
  ColorChoice color = ColorChoice::kAuto;

  [[nodiscard]] Console console() const;
};
void add_common_options(CommandLine& line, CommonOptions& options);

// What to do about an output that exists.
void add_overwrite_options(CommandLine& line, Overwrite& overwrite);

void add_progress_option(CommandLine& line, std::string& progress);

struct OutputOptions {
  Overwrite overwrite = Overwrite::kAsk;
  std::string progress;  // FILE or file descriptor for -progress blocks; empty = none
};
// The same, and progress: for commands that take long.
void add_output_options(CommandLine& line, OutputOptions& options);

}  // namespace reprise::tools
