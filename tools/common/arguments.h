// The command line of one tool or command: options as a table of names, help and setters, from
// which --help prints too. The one door to CLI11, whose exceptions end here. Main thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "tools/common/console.h"

namespace reprise::tools {

// Options that every tool has.
struct CommonOptions {
  bool json = false;
  bool quiet = false;
  bool verbose = false;
  ColorMode color = ColorMode::kAuto;
};

// Options of tools that write files.
struct OverwriteOptions {
  bool yes = false;         // -y
  bool no_clobber = false;  // --no-clobber
};

class Arguments {
 public:
  // `examples`: at least two complete command lines, printed at the start of --help.
  Arguments(std::string program, std::string description, std::vector<std::string> examples);
  Arguments(Arguments&&) noexcept;
  ~Arguments();

  // Takes the text of an option; its error becomes "--fps: MESSAGE" with code kUsage.
  using Setter = std::function<Status(const std::string&)>;

  void positional(std::string name, std::string help, std::string& out);
  void optional_positional(std::string name, std::string help, std::string& out);
  // `names`: "-s,--size"; `metavar`: "WxH"; `fallback`: the default as help prints it, may be
  // empty.
  void option(std::string names, std::string metavar, std::string help, std::string fallback,
              Setter set);
  void text_option(std::string names, std::string metavar, std::string help, std::string& out);
  // May be given several times.
  void list_option(std::string names, std::string metavar, std::string help,
                   std::vector<std::string>& out);
  void flag(std::string names, std::string help, bool& out);
  // --json --quiet -v --color, -h --help, --version.
  void common(CommonOptions& out);
  void overwrite(OverwriteOptions& out);

  // kUsage with the option's name and a suggestion for typos. `done` is set when --help or
  // --version were printed and nothing is left to do.
  struct Parsed {
    bool done = false;
  };
  Result<Parsed> parse(int argc, const char* const* argv);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace reprise::tools
