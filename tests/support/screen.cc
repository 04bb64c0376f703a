#include "tests/support/screen.h"

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/close_window.h"
#include "tests/support/shell.h"

namespace reprise::test {
namespace {

// Becomes Xvfb, which writes the number of its display to `ready`. Does not outlive the test.
[[noreturn]] void become_server(const std::string& screen, const std::string& ready) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (std::freopen("/dev/null", "w", stderr) != nullptr) {
    ::execlp("Xvfb", "Xvfb", "-displayfd", ready.c_str(), "-screen", "0", screen.c_str(),
             "-nolisten", "tcp", "-noreset", static_cast<char*>(nullptr));
  }
  ::_exit(127);
}

// The first line that comes within ten seconds.
std::string read_line(int file) {
  std::string line;
  pollfd input{file, POLLIN, 0};
  char letter = 0;
  while (::poll(&input, 1, 10'000) == 1 && ::read(file, &letter, 1) == 1) {
    if (letter == '\n') {
      return line;
    }
    line += letter;
  }
  return {};
}

void stop(int process) {
  ::kill(process, SIGCONT);
  ::kill(process, SIGTERM);
  ::waitpid(process, nullptr, 0);
}

// "Y=7" in a list of such lines.
int number_of(const std::string& lines, const std::string& name) {
  const std::size_t at = ("\n" + lines).find("\n" + name + "=");
  return at == std::string::npos ? 0 : std::atoi(lines.c_str() + at + name.size() + 1);
}

}  // namespace

Color Screenshot::at(int x, int y) const {
  const std::size_t pixel =
      static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x);
  if (x < 0 || x >= width || y < 0 || pixel * 3 + 2 >= rgb.size()) {
    return {1, 2, 3};  // no colour that a test asks for
  }
  return {static_cast<std::uint8_t>(rgb[pixel * 3]), static_cast<std::uint8_t>(rgb[pixel * 3 + 1]),
          static_cast<std::uint8_t>(rgb[pixel * 3 + 2])};
}

std::string Screen::missing_program() {
  for (const char* name : {"Xvfb", "xdotool", "import"}) {
    if (!has_program(name)) {
      return name;
    }
  }
  return {};
}

std::unique_ptr<Screen> Screen::start(int width, int height, int depth) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    return nullptr;
  }
  const std::string screen =
      std::to_string(width) + "x" + std::to_string(height) + "x" + std::to_string(depth);
  const int process = ::fork();
  if (process == 0) {
    ::close(ends[0]);
    become_server(screen, std::to_string(ends[1]));
  }
  ::close(ends[1]);
  const std::string number = process > 0 ? read_line(ends[0]) : "";
  ::close(ends[0]);
  if (number.empty()) {
    if (process > 0) {
      stop(process);
    }
    return nullptr;
  }
  return std::unique_ptr<Screen>(new Screen(process, ":" + number, width, height));
}

Screen::Screen(int process, std::string display, int width, int height)
    : process_(process), display_(std::move(display)), width_(width), height_(height) {
  ::setenv("DISPLAY", display_.c_str(), 1);
  ::setenv("SDL_VIDEODRIVER", "x11", 1);
  ::setenv("DBUS_SESSION_BUS_ADDRESS", "disabled:", 1);  // SDL would look for a desktop there
}

Screen::~Screen() {
  ::unsetenv("DISPLAY");
  stop(process_);
}

Screenshot Screen::picture() const {
  return {width_, height_, run_shell("import -silent -window root -depth 8 rgb:-").output};
}

std::string Screen::find(const std::string& title) const {
  const std::string found =
      run_shell("xdotool search --onlyvisible --name '" + title + "' 2>/dev/null").output;
  return found.substr(0, found.find('\n'));
}

std::optional<WindowPlace> Screen::place_of(const std::string& title) const {
  const std::string window = find(title);
  if (window.empty()) {
    return std::nullopt;
  }
  const std::string lines =
      run_shell("xdotool getwindowgeometry --shell " + window + " 2>/dev/null").output;
  return WindowPlace{number_of(lines, "X"), number_of(lines, "Y"), number_of(lines, "WIDTH"),
                     number_of(lines, "HEIGHT")};
}

void Screen::press(const std::string& title, const std::string& key) const {
  // Without a window manager keys go to the window under the pointer.
  run_shell("xdotool mousemove --window " + find(title) + " 5 5 key " + key);
}

void Screen::press_after(const std::string& title, const std::string& key, int delay_ms) const {
  run_shell("xdotool mousemove --window " + find(title) + " 5 5; (sleep " +
            std::to_string(delay_ms / 1000.0) + "; xdotool key " + key + ") >/dev/null 2>&1 &");
}

void Screen::resize(const std::string& title, int width, int height) const {
  run_shell("xdotool windowsize " + find(title) + " " + std::to_string(width) + " " +
            std::to_string(height));
}

void Screen::close(const std::string& title) const {
  ask_to_close(display_, std::strtoul(find(title).c_str(), nullptr, 10));
}

void Screen::destroy(const std::string& title) const {
  destroy_window(display_, std::strtoul(find(title).c_str(), nullptr, 10));
}

void Screen::kill_client(const std::string& title) const {
  cut_off(display_, std::strtoul(find(title).c_str(), nullptr, 10));
}

void Screen::freeze() const {
  ::kill(process_, SIGSTOP);
}

void Screen::thaw() const {
  ::kill(process_, SIGCONT);
}

void Screen::die() const {
  ::kill(process_, SIGKILL);
}

}  // namespace reprise::test
