// What about this machine may spoil a live recording, as far as the kernel says so.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace reprise::tools {

// One line for each: a CPU that is told to save power, a battery that runs down. `sys` is where
// sysfs is mounted.
std::vector<std::string> machine_warnings(const std::filesystem::path& sys = "/sys");

}  // namespace reprise::tools
