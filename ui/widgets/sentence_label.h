// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QLabel;
class QString;

namespace palimpsest
{

/// The sentence of a dialog: what is missing or being done …
void sayPlainly(QLabel& label, const QString& sentence);
/// … or what went wrong, in the colour for that.
void sayWrong(QLabel& label, const QString& sentence);

} // namespace palimpsest
