// The doctor's look at attachments: all that the show names is inside the take. Pure; any thread.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace reprise::timeline {

// The names of attachments that a show (JSON) needs: presets/NAME.fs of its layers and transition,
// images/FILE of their inputs. Empty for text that is no show.
std::set<std::string> files_of_show(std::string_view show);

}  // namespace reprise::timeline
