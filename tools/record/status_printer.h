// The status line on stderr: one that is written over on a terminal, one every ten seconds
// elsewhere; messages stand above it. Nobody waits for the terminal, not even for one that was
// stopped with Ctrl+S. Any thread.
#pragma once

#include <cstdint>
#include <mutex>
#include <string>

#include "tools/common/console.h"
#include "tools/record/live_status.h"
#include "tools/record/outbox.h"

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
  // Takes the line away, for good. Waits a second for the terminal at the most.
  void end();

 private:
  void post(const std::string& text);

  const bool quiet_;
  const bool color_;
  const bool terminal_;
  std::mutex mutex_;
  bool on_screen_ = false;
  bool ended_ = false;
  std::int64_t next_line_ns_ = 0;
  Outbox out_;
};

}  // namespace reprise::tools
