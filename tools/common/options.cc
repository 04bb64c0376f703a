#include "tools/common/options.h"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <CLI/CLI.hpp>

#include "core/base/text.h"
#include "tools/common/help.h"
#include "tools/common/version.h"

namespace reprise::tools {
namespace {

std::string longest_name(const OptionInfo& info) {
  return info.names.back();
}

// "--fps: …" in front of what a setter says; "TAKE: …" for positionals.
Error in_option(const OptionInfo& info, Error error) {
  error.code = ErrorCode::kUsage;
  return std::move(error).with_context(longest_name(info));
}

template <typename T>
Result<T> parse_integer(const std::string& text, T min, T max) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    return fail(ErrorCode::kUsage, "'" + text + "' is not a whole number");
  }
  if (value < min || value > max) {
    return fail(ErrorCode::kUsage,
                text + " is outside " + std::to_string(min) + " to " + std::to_string(max));
  }
  return value;
}

Error unknown_choice(const std::string& text, std::span<const std::string_view> words) {
  const std::string nearest = nearest_word(text, words);
  const std::string all =
      "one of " + join(std::vector<std::string>(words.begin(), words.end()), ", ");
  return Error{ErrorCode::kUsage, "'" + text + "' is not known",
               nearest.empty() ? all : nearest + "; " + all};
}

}  // namespace

struct CommandLine::Impl {
  std::string name;
  std::string summary;
  std::vector<Example> examples;
  std::vector<OptionInfo> table;
  std::vector<CLI::Option*> options;  // one a line of the table
  std::vector<std::string> given;
  std::string heading;
  std::string closing;
  std::unique_ptr<CLI::App> app = std::make_unique<CLI::App>();
  std::optional<Error> error;  // the first that a setter gave
  bool wants_help = false;
  bool wants_version = false;
  std::function<std::string()> version;

  OptionInfo& add_row(std::string_view names, std::string help) {
    OptionInfo& row = table.emplace_back();
    row.names = split(names, ',');
    row.help = std::move(help);
    row.group = heading;
    return row;
  }

  // Values go through `set` one by one; what it says first is what parse() returns.
  CLI::Option* add_option(std::size_t row, const std::string& names, Setter set) {
    CLI::Option* option =
        app->add_option(names, [this, row, set = std::move(set)](const CLI::results_t& values) {
          for (const std::string& value : values) {
            const Status status = set(value);
            if (!status && !error) {
              error = in_option(table[row], status.error());
            }
          }
          return true;
        });
    option->expected(1)->allow_extra_args(false);
    option->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
    options.push_back(option);
    return option;
  }

  // Compared without dashes, which all options share.
  [[nodiscard]] std::string nearest_option(std::string_view word) const {
    const auto bare = [](std::string_view option) {
      return option.substr(std::min(option.find_first_not_of('-'), option.size()));
    };
    std::vector<std::string_view> names;
    for (const OptionInfo& row : table) {
      std::ranges::transform(row.names, std::back_inserter(names), bare);
    }
    const std::string nearest = nearest_word(bare(word), names);
    return nearest.empty() ? nearest : (nearest.size() == 1 ? "-" : "--") + nearest;
  }

  [[nodiscard]] Error unexpected(const std::string& argument) const {
    if (!argument.starts_with('-') || argument == "-") {
      return Error{ErrorCode::kUsage, "unexpected argument '" + argument + "'", name + " --help"};
    }
    const std::string word = argument.substr(0, argument.find('='));
    const std::string nearest = nearest_option(word);
    return Error{ErrorCode::kUsage, "unknown option '" + word + "'",
                 nearest.empty() ? name + " --help" : nearest};
  }

  [[nodiscard]] Status check_missing() const {
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < table.size(); ++i) {
      if (table[i].required && options[i]->count() == 0) {
        missing.push_back(table[i].names.front());
      }
    }
    if (missing.empty()) {
      return {};
    }
    return fail(ErrorCode::kUsage, "missing " + join(missing, " and "), name + " --help");
  }

  Status run_parser(std::span<const std::string> arguments) {
    // CLI11 takes them last first.
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    try {
      app->parse(std::move(reversed));
    } catch (const CLI::ParseError& e) {
      return fail(ErrorCode::kUsage, e.what(), name + " --help");
    } catch (const std::exception& e) {
      return fail(ErrorCode::kInternal, e.what());
    }
    return {};
  }
};

CommandLine::CommandLine(std::string name, std::string summary, std::vector<Example> examples)
    : impl_(std::make_unique<Impl>()) {
  impl_->name = std::move(name);
  impl_->summary = std::move(summary);
  impl_->examples = std::move(examples);
  impl_->app->set_help_flag();
  impl_->app->allow_extras();
  impl_->version = [this_name = impl_->name] { return version_text(this_name); };
  group(std::string(kGeneralGroup));
  flag("-h,--help", "print this help", impl_->wants_help);
  flag("--version", "print the versions of the program and its libraries", impl_->wants_version);
  group("Options");
}
CommandLine::CommandLine(CommandLine&&) noexcept = default;
CommandLine& CommandLine::operator=(CommandLine&&) noexcept = default;
CommandLine::~CommandLine() = default;

void CommandLine::group(std::string heading) {
  impl_->heading = std::move(heading);
}
void CommandLine::closing(std::string text) {
  impl_->closing = std::move(text);
}

void CommandLine::flag(std::string_view names, std::string help, bool& target) {
  flag(names, std::move(help), [&target] { target = true; });
}

void CommandLine::flag(std::string_view names, std::string help, std::function<void()> act) {
  impl_->add_row(names, std::move(help));
  impl_->options.push_back(impl_->app->add_flag_callback(std::string(names), std::move(act)));
}

void CommandLine::counter(std::string_view names, std::string help, int& target) {
  impl_->add_row(names, std::move(help)).repeatable = true;
  impl_->options.push_back(impl_->app->add_flag_function(
      std::string(names), [&target](std::int64_t count) { target = static_cast<int>(count); }));
}

void CommandLine::custom(std::string_view names, std::string value_name, std::string help,
                         std::string default_text, Setter set) {
  OptionInfo& row = impl_->add_row(names, std::move(help));
  row.value_name = std::move(value_name);
  row.default_text = std::move(default_text);
  impl_->add_option(impl_->table.size() - 1, std::string(names), std::move(set));
}

void CommandLine::option(std::string_view names, std::string value_name, std::string help,
                         std::string& target) {
  custom(names, std::move(value_name), std::move(help), target,
         [&target](const std::string& text) -> Status {
           target = text;
           return {};
         });
}

void CommandLine::option(std::string_view names, std::string value_name, std::string help,
                         std::optional<std::string>& target) {
  custom(names, std::move(value_name), std::move(help), target.value_or(""),
         [&target](const std::string& text) -> Status {
           target = text;
           return {};
         });
}

void CommandLine::option(std::string_view names, std::string value_name, std::string help,
                         std::vector<std::string>& target) {
  custom(names, std::move(value_name), std::move(help), "",
         [&target](const std::string& text) -> Status {
           target.push_back(text);
           return {};
         });
  impl_->table.back().repeatable = true;
  impl_->options.back()->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void CommandLine::option(std::string_view names, std::string value_name, std::string help,
                         std::int64_t& target, std::int64_t min, std::int64_t max) {
  custom(names, std::move(value_name), std::move(help), std::to_string(target),
         [&target, min, max](const std::string& text) -> Status {
           TRY_ASSIGN(target, parse_integer(text, min, max));
           return {};
         });
}

void CommandLine::option(std::string_view names, std::string value_name, std::string help,
                         std::string default_text, std::optional<std::uint64_t>& target) {
  custom(names, std::move(value_name), std::move(help), std::move(default_text),
         [&target](const std::string& text) -> Status {
           TRY_ASSIGN(target, parse_integer<std::uint64_t>(text, 0, UINT64_MAX));
           return {};
         });
}

void CommandLine::choice(std::string_view names, std::string help,
                         std::span<const std::string_view> words, std::string default_text,
                         std::function<void(std::size_t)> set) {
  const std::vector<std::string> choices(words.begin(), words.end());
  custom(names, join(choices, "|"), std::move(help), std::move(default_text),
         [choices, set = std::move(set)](const std::string& text) -> Status {
           const auto found = std::ranges::find(choices, text);
           if (found == choices.end()) {
             const std::vector<std::string_view> views(choices.begin(), choices.end());
             return fail(unknown_choice(text, views));
           }
           set(static_cast<std::size_t>(found - choices.begin()));
           return {};
         });
  impl_->table.back().choices = choices;
}

void CommandLine::positional(const std::string& name, std::string help, std::string& target,
                             Need need) {
  option(name, "", std::move(help), target);
  impl_->table.back().positional = true;
  impl_->table.back().required = need == Need::kRequired;
}

void CommandLine::positionals(const std::string& name, std::string help,
                              std::vector<std::string>& target, Need need) {
  option(name, "", std::move(help), target);
  impl_->table.back().positional = true;
  impl_->table.back().required = need == Need::kRequired;
  // Only so does CLI11 give one positional more than one argument.
  impl_->options.back()->allow_extra_args(true);
}

Result<Parsed> CommandLine::parse(std::span<const std::string> arguments) {
  Impl& impl = *impl_;
  TRY(impl.run_parser(arguments));
  if (impl.wants_help || impl.wants_version) {
    TRY(print_result(impl.wants_help ? help() : impl.version()));
    return Parsed::kDone;
  }
  std::vector<std::string> extras = impl.app->remaining();
  // CLI11 counts the mark that ends the options among what it did not understand.
  if (const auto mark = std::ranges::find(extras, "--"); mark != extras.end()) {
    extras.erase(mark);
  }
  if (!extras.empty()) {
    return fail(impl.unexpected(extras.front()));
  }
  if (impl.error) {
    return fail(*impl.error);
  }
  TRY(impl.check_missing());
  return Parsed::kRun;
}

bool CommandLine::given(std::string_view name) const {
  for (std::size_t i = 0; i < impl_->table.size(); ++i) {
    if (std::ranges::find(impl_->table[i].names, name) != impl_->table[i].names.end()) {
      return impl_->options[i]->count() > 0;
    }
  }
  return false;
}

const std::string& CommandLine::name() const {
  return impl_->name;
}
const std::string& CommandLine::summary() const {
  return impl_->summary;
}
std::span<const Example> CommandLine::examples() const {
  return impl_->examples;
}
std::span<const OptionInfo> CommandLine::table() const {
  return impl_->table;
}
std::string CommandLine::help() const {
  return help_text(impl_->name, impl_->summary, impl_->examples, impl_->table, impl_->closing);
}
void CommandLine::version(std::function<std::string()> text) {
  impl_->version = std::move(text);
}

}  // namespace reprise::tools
