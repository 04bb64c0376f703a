#include "tools/record/machine_check.h"

#include <fstream>
#include <system_error>

namespace reprise::tools {
namespace {

std::string word_in(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string word;
  file >> word;
  return word;
}

bool saves_power(const std::filesystem::path& sys) {
  const std::filesystem::path cpu = sys / "devices/system/cpu/cpu0/cpufreq";
  // intel_pstate's "powersave" is its ordinary governor; what counts there is the preference.
  const std::string preference = word_in(cpu / "energy_performance_preference");
  return preference.empty() ? word_in(cpu / "scaling_governor") == "powersave"
                            : preference == "power" || preference == "balance_power";
}

bool runs_on_battery(const std::filesystem::path& sys) {
  std::error_code none;
  bool discharging = false;
  for (const auto& supply : std::filesystem::directory_iterator(sys / "class/power_supply", none)) {
    const bool battery = word_in(supply.path() / "type") == "Battery" &&
                         word_in(supply.path() / "scope") != "Device";  // a mouse's is not ours
    discharging = discharging || (battery && word_in(supply.path() / "status") == "Discharging");
  }
  return discharging;
}

}  // namespace

std::vector<std::string> machine_warnings(const std::filesystem::path& sys) {
  std::vector<std::string> warnings;
  if (saves_power(sys)) {
    warnings.emplace_back(
        "the CPU is set to save power, frames may be late: "
        "powerprofilesctl set performance");
  }
  if (runs_on_battery(sys)) {
    warnings.emplace_back("the machine runs on its battery");
  }
  return warnings;
}

}  // namespace reprise::tools
