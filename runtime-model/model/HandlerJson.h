// Reads the list of a handler's statements.
#ifndef PREMAP_MODEL_HANDLERJSON_H
#define PREMAP_MODEL_HANDLERJSON_H

#include "model/JsonReader.h"

namespace premap::model {

/// \param Value a list of [NAME, ARGUMENT...]; \param Where its key.
std::vector<HandlerStep> readSteps(const Json &Value, const std::string &Where);

} // namespace premap::model

#endif
