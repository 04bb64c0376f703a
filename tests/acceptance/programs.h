// The real programs, driven as a user drives them: started with arguments in a folder, with what
// they print and return. Nothing here knows what the programs do. POSIX only; one thread.
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace reprise::acceptance {

// What a program left behind.
struct Outcome {
  int code = -1;  // 128 + signal when a signal ended it, as a shell says
  std::string out;
  std::string err;
};
std::ostream& operator<<(std::ostream& stream, const Outcome& outcome);

using Arguments = std::vector<std::string>;

struct Launch {
  std::filesystem::path folder;                             // where it runs
  std::vector<std::pair<std::string, std::string>> with{};  // added to the environment
  std::function<void()> in_child{};                         // between fork and exec
};

// A program that runs. Its group gets SIGKILL when the object goes before wait() was called.
class Process {
 public:
  // arguments[0] is looked up among the suite's programs, then in PATH; code 127 if nowhere.
  Process(const Arguments& arguments, const Launch& launch);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  // To the process alone; to its whole group, as Ctrl-C in a terminal does.
  void send(int signal_number) const;
  void send_to_group(int signal_number) const;
  [[nodiscard]] bool running();
  [[nodiscard]] pid_t pid() const { return pid_; }
  // What it has written to stderr so far.
  [[nodiscard]] std::string told() const;
  Outcome wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1;  // unnamed files, so that no pipe can fill up
  int err_ = -1;
  int status_ = 0;
  bool ended_ = false;
};

Outcome run(const Arguments& arguments, const Launch& launch);

bool has_program(std::string_view name);

// A folder of its own, removed at the end.
class Folder {
 public:
  Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  // Names of what lies in it, sorted; folders end in '/'.
  [[nodiscard]] std::vector<std::string> list() const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace reprise::acceptance

#define SKIP_WITHOUT(name)                           \
  do {                                               \
    if (!::reprise::acceptance::has_program(name)) { \
      GTEST_SKIP() << (name) << " is not installed"; \
    }                                                \
  } while (false)
