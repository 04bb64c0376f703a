// The status line on stderr: one that is written over on a terminal, one every ten seconds
// elsewhere; messages stand above it. Main thread.
#pragma once

#include <cstdint>
#include <string>

#include "tools/common/console.h"
#include "tools/record/live_status.h"

namespace reprise::tools {

class StatusPrinter {
 public:
  explicit StatusPrinter(const Console& console);
  ~StatusPrinter() { end(); }
  StatusPrinter(const StatusPrinter&) = delete;
  StatusPrinter& operator=(const StatusPrinter&) = delete;

  void show(const LiveStatus& status, std::int64_t now_ns);
  void note(const std::string& text);
  void warning(const std::string& text);
  // Many lines, as they are.
  void text(const std::string& text);
  // Takes the line away.
  void end();

 private:
  const Console& console_;
  bool terminal_;
  std::size_t width_;
  bool on_screen_ = false;
  std::int64_t next_line_ns_ = 0;
};

}  // namespace reprise::tools
