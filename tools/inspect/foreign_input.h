// MCAP files of other programs as inputs of a command. Main thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/mcap/damage_log.h"
#include "core/mcap/reader.h"
#include "tools/common/console.h"

namespace reprise::tools {

// The file when it is MCAP and no take; nothing for all else, errors of opening it included: those
// are found by whoever opens it as a take.
Result<std::optional<mcap::File>> open_foreign(const std::string& path);

// Warns of damage from the `first`-th on.
void warn_of_damage(const mcap::DamageLog& log, const std::string& path, const Console& console,
                    std::size_t first);

}  // namespace reprise::tools
