// Edits outside of bodies: names, parameter lists, ops tables, prototypes and
// comments, in every file that a conversion touches.
#ifndef PREMAP_REWRITERS_SHAREDEDITS_H
#define PREMAP_REWRITERS_SHAREDEDITS_H

#include "rewriters/Session.h"

namespace premap {

/// `.mmap = foo` becomes `.mmap_prepare = foo_prepare`.
void convertTables(Session &S, const std::vector<OpsEntry> &Entries,
                   const std::string &NewName);

/// The name and the parameters of \p F's own definition.
void convertSignature(Session &S, Subject &F);

/// Forward declarations and prototypes of \p F among \p Mentions.
void convertDeclarations(Session &S, const Subject &F,
                         const std::vector<Mention> &Mentions);

/// A header that names struct vm_area_struct ahead of its definition names the
/// descriptor, too.
void forwardDeclareDesc(Session &S, const SourceText &T);

/// The hook \p F, whose body is converted, as a function of its own behind the
/// one that stays, exported and declared where that one is.
void insertBeside(Session &S, const Subject &F, const std::string &Definition,
                  const std::vector<Mention> &Mentions);

/// The hook of \p F's errors, in front of it and of its comment.
void insertErrorHook(Session &S, const Subject &F);

/// `#define foo_mmap NULL`, where another configuration has no such hook as \p
/// F.
void renameNullMacros(Session &S, const Subject &F);

/// An obstacle for every spelled use of the hook's old name in \p Path that no
/// edit covers: it is in text that no configuration that was read compiles.
void refuseLeftovers(Session &S, const Subject &F, const std::string &Path);

} // namespace premap

#endif
