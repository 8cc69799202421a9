// From facts to a plan and its edits.
#ifndef PREMAP_REWRITERS_REWRITE_H
#define PREMAP_REWRITERS_REWRITE_H

#include "findings/ConversionInput.h"
#include "rewriters/EditGroup.h"
#include "rewriters/Plan.h"

namespace premap {

struct ApiFeatures;

/// Decides how to convert \p Input for a tree with \p Api and makes the edits,
/// or says everything that forbids it: findings(), and what only the text
/// shows. Reads the text of touched files through \p Read.
PlanResult plan(const ConversionInput &Input, const ApiFeatures &Api,
                const FileReader &Read);

} // namespace premap

#endif
