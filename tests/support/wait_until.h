// Waiting for what another thread does.
#pragma once

#include <chrono>
#include <thread>

namespace reprise {

// Until `done` holds, or for more than five seconds; returns what it then says.
template <typename Done>
bool wait_until(Done done) {
  for (int i = 0; i < 5000 && !done(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return done();
}

}  // namespace reprise
